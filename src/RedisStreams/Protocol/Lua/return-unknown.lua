-- Holds, due at once, what is pending to a consumer that the consumer doesn't know of: the reply that handed it out never arrived.
-- KEYS[1]  the virtual host's key prefix.
-- ARGV     1 queue, 2 consumer, 3 its token, 4 number of partitions, then the entries it knows, each as lane/id.
-- Returns  how many it didn't know.
-- If the server dies: an entry is held or still pending to the consumer, and delivered again when its lease ends.
-- include: part-queue
local queue, me, token = ARGV[1], ARGV[2], ARGV[3]
local consumers = prefix .. 'consumers:' .. queue
-- include: part-lease
-- include: part-hold

if not has_seat() then return 0 end
local known = {}
for i = 5, #ARGV do known[ARGV[i]] = true end

local found = 0
for _, lane in ipairs(lanes_of({ partitions = tonumber(ARGV[4]) })) do
  local from = '-'
  while from do
    local pending = redis.call('XPENDING', stream_of(queue, lane), group, from, '+', 500, me)
    from = #pending == 500 and '(' .. pending[500][1] or nil
    for _, entry in ipairs(pending) do
      if not known[lane .. '/' .. entry[1]] then
        -- Nobody has seen this delivery, so it doesn't count.
        hold(lane, entry[1], due_at_once(entry[1]), entry[4] - 1)
        found = found + 1
      end
    end
  end
end
wake_if_earlier()
return found
