-- Takes entries from their consumer without settling them, to be delivered again at once or later. The entries stay where they are.
-- KEYS[1]  the virtual host's key prefix.
-- ARGV     1 queue, 2 consumer, 3 its token, then for each entry: lane, id, its delivery count, delay in ms (0: at once), the delivery
--          count it shall have while held, its new redelivery count or ''. At most 500 entries.
-- Returns  the positions (from 0) of the entries that were refused, for another consumer has them or nobody, or for their redelivery
--          count shows that this was done before: asked again after a lost answer, it must not meet the next delivery.
-- If the server dies: an entry is held as a whole or still leased. One held without its due time counts as due (repair-held).
-- include: part-queue
local queue, me, token = ARGV[1], ARGV[2], ARGV[3]
local consumers, redelivered = prefix .. 'consumers:' .. queue, prefix .. 'redelivered:' .. queue
-- include: part-lease
-- include: part-hold

local function is_repeated(lane, id, count)
  return count ~= '' and tonumber(redis.call('HGET', redelivered, lane .. '/' .. id) or 0) >= tonumber(count)
end

local refused, is_seated = {}, has_seat()
for i = 4, #ARGV, 6 do
  local lane, id, deliveries, delay = ARGV[i], ARGV[i + 1], ARGV[i + 2], tonumber(ARGV[i + 3])
  if is_seated and holds(stream_of(queue, lane), id, deliveries) and not is_repeated(lane, id, ARGV[i + 5]) then
    hold(lane, id, delay > 0 and now() + delay or due_at_once(id), ARGV[i + 4])
    if ARGV[i + 5] ~= '' then
      redis.call('HSET', redelivered, lane .. '/' .. id, ARGV[i + 5])
      expire_with(queue, redelivered)
    end
  else
    refused[#refused + 1] = (i - 4) / 6
  end
end
wake_if_earlier()
return refused
