-- rows
-- $1 version, $2 line, $3 item, $4 inquirer, $5 its kinds, $6 affair code, $7 affair, $8 provider, $9 its kinds,
-- $10 information, $11 valid from, $12 to, $13 source; lists with ';' between
INSERT INTO law_row (version, line, item, inquirer, inquirer_kind, affair_code, affair, provider, provider_kind,
                     information, valid_from, valid_to, source)
SELECT version, line::int, item, inquirer, string_to_array(inquirer_kind, ';'), affair_code, affair, provider,
       string_to_array(provider_kind, ';'), string_to_array(information, ';'), valid_from::date, valid_to::date, source
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
            $9::text[], $10::text[], $11::text[], $12::text[], $13::text[])
     AS t (version, line, item, inquirer, inquirer_kind, affair_code, affair, provider, provider_kind, information,
           valid_from, valid_to, source)
