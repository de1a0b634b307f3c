"""What every request passes through: headers, hosts, proxies, forms, languages."""
