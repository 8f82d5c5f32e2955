-- One row for each customer, with what they have bought so far.
--
-- The query is the shop database's own SQL (here PostgreSQL) and runs there, so it may join and
-- aggregate. Around it stands Flink SQL: the names and types of the query's columns, and the key
-- that tells a row apart from run to run.
CREATE TABLE customers (
  id BIGINT,
  email STRING,
  first_name STRING,
  last_name STRING,
  city STRING,
  country STRING,
  birthday DATE,
  marketing_consent BOOLEAN,
  created_at TIMESTAMP_LTZ(6),
  order_count BIGINT,
  total_spent DECIMAL(14, 2),
  last_order_at TIMESTAMP_LTZ(6),
  PRIMARY KEY (id) NOT ENFORCED
) WITH (
  'connector' = 'warehouse',
  'url' = '${SHOP_JDBC_URL}',
  'username' = '${SHOP_USER}',
  'password' = '${SHOP_PASSWORD}',
  'query' = '
    SELECT c.id, c.email, c.first_name, c.last_name, c.city, c.country, c.birthday,
           c.marketing_consent, c.created_at,
           COALESCE(o.order_count, 0) AS order_count,
           COALESCE(o.total_spent, 0) AS total_spent,
           o.last_order_at
    FROM customers c
    LEFT JOIN (
      SELECT customer_id,
             count(*) AS order_count,
             sum(total)::numeric(14, 2) AS total_spent,
             max(placed_at) AS last_order_at
      FROM orders
      WHERE status <> ''cancelled''
      GROUP BY customer_id
    ) o ON o.customer_id = c.id'
);

-- A view picks, filters and computes row by row; the key is that of the table.
CREATE VIEW reachable_customers AS
SELECT
  id,
  LOWER(TRIM(email)) AS email,
  first_name,
  last_name,
  city,
  country,
  birthday,
  marketing_consent,
  created_at,
  order_count,
  total_spent,
  last_order_at
FROM customers
WHERE email IS NOT NULL;
