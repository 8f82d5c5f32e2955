-- Phones that have the app.
CREATE TABLE devices (
  token STRING,
  customer_id BIGINT,
  platform STRING,
  PRIMARY KEY (token) NOT ENFORCED
) WITH (
  'connector' = 'warehouse',
  'url' = '${SHOP_JDBC_URL}',
  'username' = '${SHOP_USER}',
  'password' = '${SHOP_PASSWORD}',
  'query' = '
    SELECT token, customer_id, CASE os WHEN ''ios'' THEN ''APNS'' ELSE ''GCM'' END AS platform
    FROM app_devices'
);
