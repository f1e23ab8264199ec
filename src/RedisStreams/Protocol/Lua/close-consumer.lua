-- Gives a consumer's name back, unless entries are pending to it: then it stays until its time is over and they are reclaimed.
-- KEYS[1]  the virtual host's key prefix.
-- ARGV     1 queue, 2 consumer, 3 its token, 4 number of partitions.
-- Returns  1 when the name was given back, 0 when entries are pending to it or the name was taken over.
-- If the server dies: the consumer is there or gone. It is never removed with entries pending, for they would be out of reach.
-- include: part-queue
local queue, me, token = ARGV[1], ARGV[2], ARGV[3]
local consumers = prefix .. 'consumers:' .. queue
-- include: part-lease

if not has_seat() then return 0 end
local lanes = lanes_of({ partitions = tonumber(ARGV[4]) })
local streams = {}
for _, lane in ipairs(lanes) do
  local stream = stream_of(queue, lane)
  local pending = redis.pcall('XPENDING', stream, group, '-', '+', 1, me)
  if pending.err then
    -- No such stream or group: nothing can be pending there.
  elseif #pending > 0 then
    return 0
  else
    streams[#streams + 1] = stream
  end
end
for _, stream in ipairs(streams) do redis.call('XGROUP', 'DELCONSUMER', stream, group, me) end
redis.call('HDEL', consumers, me)
redis.pcall('PUBLISH', prefix .. 'wake', 'o:' .. queue)
return 1
