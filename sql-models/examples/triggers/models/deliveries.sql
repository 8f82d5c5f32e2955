-- Parcels that are on their way since yesterday.
CREATE TABLE deliveries (
  parcel_id BIGINT,
  customer_id BIGINT,
  carrier STRING,
  expected_at TIMESTAMP_LTZ(6),
  PRIMARY KEY (parcel_id) NOT ENFORCED
) WITH (
  'connector' = 'warehouse',
  'url' = '${SHOP_JDBC_URL}',
  'username' = '${SHOP_USER}',
  'password' = '${SHOP_PASSWORD}',
  'query' = '
    SELECT parcel_id, customer_id, carrier, expected_at
    FROM parcels WHERE shipped_at > now() - interval ''1 day'''
);
