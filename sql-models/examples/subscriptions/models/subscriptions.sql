-- One row for each customer and message type.
CREATE TABLE subscriptions (
  customer_id BIGINT,
  message_type INT,
  PRIMARY KEY (customer_id, message_type) NOT ENFORCED
) WITH (
  'connector' = 'warehouse',
  'url' = '${SHOP_JDBC_URL}',
  'username' = '${SHOP_USER}',
  'password' = '${SHOP_PASSWORD}',
  'query' = '
    SELECT customer_id, message_type FROM preferences WHERE wanted'
);
