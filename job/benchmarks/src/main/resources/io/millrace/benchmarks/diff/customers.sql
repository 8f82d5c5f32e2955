CREATE TABLE customers (
  id BIGINT,
  account STRING,
  region STRING,
  email STRING,
  name STRING,
  order_count INT,
  total_spent DECIMAL(12, 2),
  consent BOOLEAN,
  birthday DATE,
  last_visit TIMESTAMP(6),
  created_at TIMESTAMP_LTZ(6),
  score DOUBLE,
  PRIMARY KEY (KEY_COLUMNS) NOT ENFORCED
) WITH (
  'connector' = 'warehouse',
  'url' = '${WAREHOUSE}',
  'username' = 'postgres',
  'table-name' = 'customers'
);
