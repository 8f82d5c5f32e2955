-- Carts that are not paid yet, with their items as a JSON array.
CREATE TABLE carts (
  customer_id BIGINT,
  items STRING,
  PRIMARY KEY (customer_id) NOT ENFORCED
) WITH (
  'connector' = 'warehouse',
  'url' = '${SHOP_JDBC_URL}',
  'username' = '${SHOP_USER}',
  'password' = '${SHOP_PASSWORD}',
  'query' = '
    SELECT l.customer_id,
           json_agg(json_build_object(
               ''id'', l.product_id, ''name'', p.name, ''price'', p.price, ''quantity'', l.quantity)
             ORDER BY l.product_id)::text AS items
    FROM cart_lines l JOIN products p ON p.id = l.product_id
    GROUP BY l.customer_id'
);
