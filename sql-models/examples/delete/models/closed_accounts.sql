-- Customers this is about; rows may stay here for good.
CREATE TABLE closed_accounts (
  customer_id BIGINT,
  PRIMARY KEY (customer_id) NOT ENFORCED
) WITH (
  'connector' = 'warehouse',
  'url' = '${SHOP_JDBC_URL}',
  'username' = '${SHOP_USER}',
  'password' = '${SHOP_PASSWORD}',
  'query' = '
    SELECT customer_id FROM closed_accounts'
);
