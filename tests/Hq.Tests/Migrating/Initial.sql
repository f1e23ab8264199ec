-- What an HQ with the first schema has stored: a mission in every state, with all that belongs to it. For PostgreSQL and SQLite alike.
-- Never changed: databases out there look like this. A migration after which HQ writes other columns gets a sample of its own beside it.
insert into factories (factory_id, epoch, role, software_version, announced_at, withdrawn_at) values
('desk-1', 7, 'LOCAL_WORKER', '0.4.0', 1795161660123456, null),
('desk-2', 9, 'LOCAL_WORKER', '0.4.0', 1795161660123456, 1795162800123456);
insert into factory_kinds (factory_id, mission_kind, announcement) values
('desk-1', 'paint_chassis', '{"mission_kind":"paint_chassis","aliases":["paint"],"description":"Paints.","slots":2,"timeout_seconds":90.5,"max_retries":3,"retry_delay_seconds":2.5,"input_schema":{"type":"object"},"result_schema":{}}');
insert into missions (mission_id, version, current_state, mission_kind, task, idempotency_key, priority, timeout_seconds, max_retries, retry_delay_seconds, attempt, retries_used, round, created_at, updated_at, start_at, deadline_at, queued_at, offered_at, next_attempt_at, claim_token, last_reported_token, factory_id, factory_epoch, lease_expires_at, attempt_ends_at, started_at, finished_at, cancel_requested_at, cancel_reason, wake_at, progress_percent, progress_message, error_type, error_message, discarded_at, last_sequence) values
('01A1F7F8-307C-7000-8000-000000000001', 4, 'Scheduled', 'paint_chassis', 'Paint chassis 1 in bordeaux for Zoë, file /srv/a b/1.txt', 'order-1', 1, 90.5, 3, 2.5, 0, 0, 1, 1795161660123456, 1795161662123456, 4102444800123456, null, null, null, null, null, null, null, null, null, null, null, null, null, null, 4102444800123456, null, null, null, null, null, 2),
('01A1F7F8-307D-7000-8000-000000000002', 4, 'Queued', 'unknown_kind', 'Paint chassis 2 in bordeaux for Zoë, file /srv/a b/2.txt', 'order-2', 2, 90.5, 3, 2.5, 0, 0, 1, 1795161720123456, 1795161722123456, null, 4102444800123456, 1795161720123456, null, null, null, null, null, null, null, null, null, null, null, null, 4102444800123456, null, null, null, null, null, 2),
('01A1F7F8-307E-7000-8000-000000000003', 6, 'Claimed', 'paint_chassis', 'Paint chassis 3 in bordeaux for Zoë, file /srv/a b/3.txt', 'order-3', 3, 90.5, 3, 2.5, 1, 0, 1, 1795161780123456, 1795161784123456, null, null, 1795161780123456, 1795161782123456, null, '00000003-0000-4000-8000-000000000003', null, 'desk-1', 7, 4102444800123456, 4102444800123456, null, null, null, null, 4102444800123456, null, null, null, null, null, 4),
('01A1F7F8-307F-7000-8000-000000000004', 8, 'Running', 'paint_chassis', 'Paint chassis 4 in bordeaux for Zoë, file /srv/a b/4.txt', 'order-4', 4, 90.5, 3, 2.5, 1, 0, 1, 1795161840123456, 1795161846123456, null, null, 1795161840123456, 1795161842123456, null, '00000004-0000-4000-8000-000000000004', null, 'desk-1', 7, 4102444800123456, 4102444800123456, 1795161844123456, null, null, null, 4102444800123456, 42.5, 'second coat', null, null, null, 6),
('01A1F7F8-3080-7000-8000-000000000005', 9, 'Retrying', 'paint_chassis', 'Paint chassis 5 in bordeaux for Zoë, file /srv/a b/5.txt', 'order-5', 5, 90.5, 3, 2.5, 1, 1, 1, 1795161900123456, 1795161907123456, null, null, 1795161900123456, null, 4102444800123456, null, '00000005-0000-4000-8000-000000000005', 'desk-1', 7, null, null, 1795161904123456, null, null, null, 4102444800123456, null, null, 'handler_failed', 'no paint', null, 7),
('01A1F7F8-3081-7000-8000-000000000006', 8, 'Succeeded', 'paint_chassis', 'Paint chassis 6 in bordeaux for Zoë, file /srv/a b/6.txt', 'order-6', 6, 90.5, 3, 2.5, 1, 0, 1, 1795161960123456, 1795161966123456, null, null, 1795161960123456, 1795161962123456, null, null, '00000006-0000-4000-8000-000000000006', 'desk-1', 7, null, null, 1795161964123456, 1795161965123456, null, null, null, null, null, null, null, null, 6),
('01A1F7F8-3082-7000-8000-000000000007', 8, 'Failed', 'paint_chassis', 'Paint chassis 7 in bordeaux for Zoë, file /srv/a b/7.txt', 'order-7', 7, 90.5, 3, 2.5, 1, 0, 1, 1795162020123456, 1795162026123456, null, null, 1795162020123456, null, null, null, '00000007-0000-4000-8000-000000000007', 'desk-1', 7, null, null, 1795162024123456, 1795162025123456, null, null, null, null, null, 'handler_failed', 'no such colour', null, 6),
('01A1F7F8-3083-7000-8000-000000000008', 8, 'DeadLettered', 'paint_chassis', 'Paint chassis 8 in bordeaux for Zoë, file /srv/a b/8.txt', 'order-8', 8, 90.5, 3, 2.5, 1, 3, 1, 1795162080123456, 1795162086123456, null, null, 1795162080123456, null, null, null, null, 'desk-2', 9, null, null, 1795162084123456, 1795162085123456, null, null, null, null, null, 'lease_lapsed', 'The factory is gone', null, 6),
('01A1F7F8-3084-7000-8000-000000000009', 8, 'DeadLettered', 'paint_chassis', 'Paint chassis 9 in bordeaux for Zoë, file /srv/a b/9.txt', 'order-9', 9, 90.5, 3, 2.5, 1, 0, 2, 1795162140123456, 1795162146123456, null, null, 1795162140123456, null, null, null, null, 'desk-2', 9, null, null, null, 1795162145123456, null, null, null, null, null, 'handler_failed', 'twice', 1795162146123456, 6),
('01A1F7F8-3085-7000-8000-00000000000A', 5, 'Cancelled', 'paint_chassis', 'Paint chassis 10 in bordeaux for Zoë, file /srv/a b/10.txt', null, 10, 90.5, 3, 2.5, 0, 0, 1, 1795162200123456, 1795162203123456, null, null, 1795162200123456, null, null, null, null, null, null, null, null, null, 1795162203123456, 1795162203123456, 'wrong order', null, null, null, null, null, null, 3),
('01A1F7F8-3086-7000-8000-00000000000B', 5, 'Expired', 'paint_chassis', 'Paint chassis 11 in bordeaux for Zoë, file /srv/a b/11.txt', null, 11, 90.5, 3, 2.5, 0, 0, 1, 1795162260123456, 1795162263123456, null, 1795162290123456, 1795162260123456, null, null, null, null, null, null, null, null, null, 1795162290123456, null, null, null, null, null, null, null, null, 3);
insert into mission_events (position, mission_id, sequence, occurred_at, event, actor, attempt, details) values
(1, '01A1F7F8-307C-7000-8000-000000000001', 1, 1795161660123456, 'submitted', 'api', 0, null),
(2, '01A1F7F8-307C-7000-8000-000000000001', 2, 1795161661123456, 'scheduled', 'hq', 0, '{"start_at":"2100-01-01T00:00:00Z"}'),
(3, '01A1F7F8-307D-7000-8000-000000000002', 1, 1795161720123456, 'submitted', 'api', 0, null),
(4, '01A1F7F8-307D-7000-8000-000000000002', 2, 1795161721123456, 'queued', 'hq', 0, null),
(5, '01A1F7F8-307E-7000-8000-000000000003', 1, 1795161780123456, 'submitted', 'api', 0, null),
(6, '01A1F7F8-307E-7000-8000-000000000003', 2, 1795161781123456, 'queued', 'hq', 0, null),
(7, '01A1F7F8-307E-7000-8000-000000000003', 3, 1795161782123456, 'offered', 'hq', 0, null),
(8, '01A1F7F8-307E-7000-8000-000000000003', 4, 1795161783123456, 'claimed', 'desk-1', 1, null),
(9, '01A1F7F8-307F-7000-8000-000000000004', 1, 1795161840123456, 'submitted', 'api', 0, null),
(10, '01A1F7F8-307F-7000-8000-000000000004', 2, 1795161841123456, 'queued', 'hq', 0, null),
(11, '01A1F7F8-307F-7000-8000-000000000004', 3, 1795161842123456, 'offered', 'hq', 0, null),
(12, '01A1F7F8-307F-7000-8000-000000000004', 4, 1795161843123456, 'claimed', 'desk-1', 1, null),
(13, '01A1F7F8-307F-7000-8000-000000000004', 5, 1795161844123456, 'started', 'desk-1', 1, null),
(14, '01A1F7F8-307F-7000-8000-000000000004', 6, 1795161845123456, 'progressed', 'desk-1', 1, '{"percent":42.5,"message":"second coat"}'),
(15, '01A1F7F8-3080-7000-8000-000000000005', 1, 1795161900123456, 'submitted', 'api', 0, null),
(16, '01A1F7F8-3080-7000-8000-000000000005', 2, 1795161901123456, 'queued', 'hq', 0, null),
(17, '01A1F7F8-3080-7000-8000-000000000005', 3, 1795161902123456, 'offered', 'hq', 0, null),
(18, '01A1F7F8-3080-7000-8000-000000000005', 4, 1795161903123456, 'claimed', 'desk-1', 1, null),
(19, '01A1F7F8-3080-7000-8000-000000000005', 5, 1795161904123456, 'started', 'desk-1', 1, null),
(20, '01A1F7F8-3080-7000-8000-000000000005', 6, 1795161905123456, 'attempt_failed', 'desk-1', 1, '{"type":"handler_failed","message":"no paint"}'),
(21, '01A1F7F8-3080-7000-8000-000000000005', 7, 1795161906123456, 'retry_scheduled', 'hq', 1, null),
(22, '01A1F7F8-3081-7000-8000-000000000006', 1, 1795161960123456, 'submitted', 'api', 0, null),
(23, '01A1F7F8-3081-7000-8000-000000000006', 2, 1795161961123456, 'queued', 'hq', 0, null),
(24, '01A1F7F8-3081-7000-8000-000000000006', 3, 1795161962123456, 'offered', 'hq', 0, null),
(25, '01A1F7F8-3081-7000-8000-000000000006', 4, 1795161963123456, 'claimed', 'desk-1', 1, null),
(26, '01A1F7F8-3081-7000-8000-000000000006', 5, 1795161964123456, 'started', 'desk-1', 1, null),
(27, '01A1F7F8-3081-7000-8000-000000000006', 6, 1795161965123456, 'succeeded', 'desk-1', 1, null),
(28, '01A1F7F8-3082-7000-8000-000000000007', 1, 1795162020123456, 'submitted', 'api', 0, null),
(29, '01A1F7F8-3082-7000-8000-000000000007', 2, 1795162021123456, 'queued', 'hq', 0, null),
(30, '01A1F7F8-3082-7000-8000-000000000007', 3, 1795162022123456, 'offered', 'hq', 0, null),
(31, '01A1F7F8-3082-7000-8000-000000000007', 4, 1795162023123456, 'claimed', 'desk-1', 1, null),
(32, '01A1F7F8-3082-7000-8000-000000000007', 5, 1795162024123456, 'started', 'desk-1', 1, null),
(33, '01A1F7F8-3082-7000-8000-000000000007', 6, 1795162025123456, 'failed', 'desk-1', 1, '{"type":"handler_failed","message":"no such colour"}'),
(34, '01A1F7F8-3083-7000-8000-000000000008', 1, 1795162080123456, 'submitted', 'api', 0, null),
(35, '01A1F7F8-3083-7000-8000-000000000008', 2, 1795162081123456, 'queued', 'hq', 0, null),
(36, '01A1F7F8-3083-7000-8000-000000000008', 3, 1795162082123456, 'offered', 'hq', 0, null),
(37, '01A1F7F8-3083-7000-8000-000000000008', 4, 1795162083123456, 'claimed', 'desk-1', 1, null),
(38, '01A1F7F8-3083-7000-8000-000000000008', 5, 1795162084123456, 'started', 'desk-1', 1, null),
(39, '01A1F7F8-3083-7000-8000-000000000008', 6, 1795162085123456, 'dead_lettered', 'hq', 1, '{"type":"lease_lapsed","message":"gone"}'),
(40, '01A1F7F8-3084-7000-8000-000000000009', 1, 1795162140123456, 'submitted', 'api', 0, null),
(41, '01A1F7F8-3084-7000-8000-000000000009', 2, 1795162141123456, 'queued', 'hq', 0, null),
(42, '01A1F7F8-3084-7000-8000-000000000009', 3, 1795162142123456, 'offered', 'hq', 0, null),
(43, '01A1F7F8-3084-7000-8000-000000000009', 4, 1795162143123456, 'claimed', 'desk-1', 1, null),
(44, '01A1F7F8-3084-7000-8000-000000000009', 5, 1795162144123456, 'dead_lettered', 'hq', 1, null),
(45, '01A1F7F8-3084-7000-8000-000000000009', 6, 1795162145123456, 'discarded', 'api', 1, '{"reason":"not needed"}'),
(46, '01A1F7F8-3085-7000-8000-00000000000A', 1, 1795162200123456, 'submitted', 'api', 0, null),
(47, '01A1F7F8-3085-7000-8000-00000000000A', 2, 1795162201123456, 'queued', 'hq', 0, null),
(48, '01A1F7F8-3085-7000-8000-00000000000A', 3, 1795162202123456, 'cancelled', 'api', 0, '{"reason":"wrong order"}'),
(49, '01A1F7F8-3086-7000-8000-00000000000B', 1, 1795162260123456, 'submitted', 'api', 0, null),
(50, '01A1F7F8-3086-7000-8000-00000000000B', 2, 1795162261123456, 'queued', 'hq', 0, null),
(51, '01A1F7F8-3086-7000-8000-00000000000B', 3, 1795162262123456, 'expired', 'hq', 0, null);
insert into mission_payloads (mission_id, context) values
('01A1F7F8-307C-7000-8000-000000000001', '{"chassis":1,"colour":"bordeaux","note":"Grüße, 漢字, \u0007"}'),
('01A1F7F8-307D-7000-8000-000000000002', '{"chassis":2,"colour":"bordeaux","note":"Grüße, 漢字, \u0007"}'),
('01A1F7F8-307E-7000-8000-000000000003', '{"chassis":3,"colour":"bordeaux","note":"Grüße, 漢字, \u0007"}'),
('01A1F7F8-307F-7000-8000-000000000004', '{"chassis":4,"colour":"bordeaux","note":"Grüße, 漢字, \u0007"}'),
('01A1F7F8-3080-7000-8000-000000000005', '{"chassis":5,"colour":"bordeaux","note":"Grüße, 漢字, \u0007"}'),
('01A1F7F8-3081-7000-8000-000000000006', '{"chassis":6,"colour":"bordeaux","note":"Grüße, 漢字, \u0007"}'),
('01A1F7F8-3082-7000-8000-000000000007', '{"chassis":7,"colour":"bordeaux","note":"Grüße, 漢字, \u0007"}'),
('01A1F7F8-3083-7000-8000-000000000008', '{"chassis":8,"colour":"bordeaux","note":"Grüße, 漢字, \u0007"}'),
('01A1F7F8-3084-7000-8000-000000000009', '{"chassis":9,"colour":"bordeaux","note":"Grüße, 漢字, \u0007"}'),
('01A1F7F8-3085-7000-8000-00000000000A', '{"chassis":10,"colour":"bordeaux","note":"Grüße, 漢字, \u0007"}'),
('01A1F7F8-3086-7000-8000-00000000000B', '{"chassis":11,"colour":"bordeaux","note":"Grüße, 漢字, \u0007"}');
insert into mission_results (mission_id, attempt, result, recorded_at) values
('01A1F7F8-3081-7000-8000-000000000006', 1, '{"coats":2,"litres":1.25,"ok":true,"by":["arm-1","arm-2"]}', 1795161965123456);
insert into mission_usage (position, mission_id, attempt, resource, unit, quantity, recorded_at) values
(1, '01A1F7F8-3081-7000-8000-000000000006', 1, 'paint', 'litre', '1.2500', 1795161965123456),
(2, '01A1F7F8-3081-7000-8000-000000000006', 1, 'model', 'token', '79228162514264337593543950335', 1795161965123456);
insert into mission_log_lines (position, mission_id, attempt, number, logged_at, level, text) values
(1, '01A1F7F8-3081-7000-8000-000000000006', 1, 1, 1795161964123456, 'info', 'begun'),
(2, '01A1F7F8-3081-7000-8000-000000000006', 1, 2, 1795161964123456, 'stdout', 'spray … 100 %'),
(3, '01A1F7F8-3081-7000-8000-000000000006', 1, 3, 1795161965123456, 'warning', 'paint is low');
