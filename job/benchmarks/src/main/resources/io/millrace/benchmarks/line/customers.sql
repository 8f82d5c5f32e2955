CREATE TABLE customers (
  id BIGINT,
  email STRING,
  first_name STRING,
  last_name STRING,
  street STRING,
  city STRING,
  country STRING,
  birthday DATE,
  marketing_consent BOOLEAN,
  created_at TIMESTAMP_LTZ(6),
  order_count INT,
  total_spent DECIMAL(12, 2),
  PRIMARY KEY (id) NOT ENFORCED
) WITH (
  'connector' = 'warehouse',
  'url' = '${WAREHOUSE}',
  'username' = 'postgres',
  'table-name' = 'customers'
);
