-- Orders that were paid, with their items as a JSON array.
CREATE TABLE purchases (
  id STRING,
  customer_id BIGINT,
  items STRING,
  total DECIMAL(14, 2),
  paid_at TIMESTAMP_LTZ(6),
  PRIMARY KEY (id) NOT ENFORCED
) WITH (
  'connector' = 'warehouse',
  'url' = '${SHOP_JDBC_URL}',
  'username' = '${SHOP_USER}',
  'password' = '${SHOP_PASSWORD}',
  'query' = '
    SELECT o.id::text AS id, o.customer_id, o.total, o.paid_at,
           (SELECT json_agg(json_build_object(
                     ''id'', l.product_id, ''name'', p.name, ''price'', l.price, ''quantity'', l.quantity))
            FROM order_lines l JOIN products p ON p.id = l.product_id
            WHERE l.order_id = o.id)::text AS items
    FROM orders o WHERE o.paid_at IS NOT NULL'
);
