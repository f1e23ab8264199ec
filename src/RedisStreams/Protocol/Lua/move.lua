-- Moves an entry to another queue, with other headers, if the caller still leases it. Makes the queue when it is missing.
-- KEYS[1]  the virtual host's key prefix.
-- ARGV     1 queue, 2 consumer, 3 its token, 4 lane, 5 id, 6 delivery count, 7 target queue, 8 headers as JSON or '' for none.
-- Returns  1, or 0 when the lease is lost.
-- If the server dies: the entry is in one of the two queues, never in both and never in neither.
-- include: part-queue
local queue, me, token = ARGV[1], ARGV[2], ARGV[3]
local consumers = prefix .. 'consumers:' .. queue
-- include: part-lease
-- include: part-move

if not has_seat() or not holds(stream_of(queue, ARGV[4]), ARGV[5], ARGV[6]) then return 0 end
move_entry(queue, ARGV[4], ARGV[5], ARGV[7], ARGV[8])
return 1
