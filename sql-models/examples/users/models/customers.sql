-- Customers with what they have bought.
CREATE TABLE customers (
  id BIGINT,
  first_name STRING,
  city STRING,
  orders BIGINT,
  PRIMARY KEY (id) NOT ENFORCED
) WITH (
  'connector' = 'warehouse',
  'url' = '${SHOP_JDBC_URL}',
  'username' = '${SHOP_USER}',
  'password' = '${SHOP_PASSWORD}',
  'query' = '
    SELECT c.id, c.first_name, c.city, count(o.id) AS orders
    FROM customers c LEFT JOIN orders o ON o.customer_id = c.id
    GROUP BY c.id, c.first_name, c.city'
);
