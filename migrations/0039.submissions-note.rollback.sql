UPDATE submissions
   SET details = (SELECT json_agg(detail::jsonb - 'note' ORDER BY place)
                    FROM json_array_elements(details) WITH ORDINALITY AS one (detail, place))
 WHERE json_array_length(details) > 0;
