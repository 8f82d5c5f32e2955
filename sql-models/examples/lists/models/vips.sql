-- Customers who spent much in the last year.
CREATE TABLE vips (
  customer_id BIGINT,
  spent DECIMAL(14, 2),
  PRIMARY KEY (customer_id) NOT ENFORCED
) WITH (
  'connector' = 'warehouse',
  'url' = '${SHOP_JDBC_URL}',
  'username' = '${SHOP_USER}',
  'password' = '${SHOP_PASSWORD}',
  'query' = '
    SELECT customer_id, sum(total)::numeric(14, 2) AS spent
    FROM orders WHERE placed_at > now() - interval ''1 year''
    GROUP BY customer_id HAVING sum(total) > 1000'
);
