-- Every detail of a verdict says where long values part; those from before it have nothing to say.
UPDATE submissions
   SET details = (SELECT json_agg(detail::jsonb || '{"diff": null}' ORDER BY place)
                    FROM json_array_elements(details) WITH ORDINALITY AS one (detail, place))
 WHERE json_array_length(details) > 0;
