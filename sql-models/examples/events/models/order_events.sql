-- What happened to orders: a row an event, never changed.
CREATE TABLE order_events (
  order_id BIGINT,
  status STRING,
  customer_id BIGINT,
  happened_at TIMESTAMP_LTZ(6),
  total DECIMAL(14, 2),
  PRIMARY KEY (order_id, status) NOT ENFORCED
) WITH (
  'connector' = 'warehouse',
  'url' = '${SHOP_JDBC_URL}',
  'username' = '${SHOP_USER}',
  'password' = '${SHOP_PASSWORD}',
  'query' = '
    SELECT order_id, status, customer_id, happened_at, total
    FROM order_events WHERE happened_at > now() - interval ''90 days'''
);
