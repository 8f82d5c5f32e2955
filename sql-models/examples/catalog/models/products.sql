-- Products that are on sale.
CREATE TABLE products (
  sku STRING,
  name STRING,
  price DECIMAL(10, 2),
  in_stock BOOLEAN,
  updated_at TIMESTAMP_LTZ(6),
  PRIMARY KEY (sku) NOT ENFORCED
) WITH (
  'connector' = 'warehouse',
  'url' = '${SHOP_JDBC_URL}',
  'username' = '${SHOP_USER}',
  'password' = '${SHOP_PASSWORD}',
  'query' = '
    SELECT sku, name, price, stock > 0 AS in_stock, updated_at FROM products WHERE on_sale'
);
