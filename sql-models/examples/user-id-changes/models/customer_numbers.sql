-- Customers who were given a new number.
CREATE TABLE customer_numbers (
  old_number STRING,
  new_number STRING,
  PRIMARY KEY (old_number) NOT ENFORCED
) WITH (
  'connector' = 'warehouse',
  'url' = '${SHOP_JDBC_URL}',
  'username' = '${SHOP_USER}',
  'password' = '${SHOP_PASSWORD}',
  'query' = '
    SELECT old_number, new_number FROM renumbered_customers'
);
