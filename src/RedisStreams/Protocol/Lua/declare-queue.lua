-- Makes sure that a queue exists as declared, and that it subscribes to topics.
-- KEYS[1]  the virtual host's key prefix.
-- ARGV     1 queue, 2 partitions (0: not partitioned), 3 max-length or '', 4 max-bytes or '', 5 overflow reject|block,
--          6 idle-ms or '', then topic and pattern of each subscription ('' is everything).
-- Returns  1 when the queue is new, 0 when it was there; or CONFLICT <partitions there>, WRONGTYPE <key> <type>.
-- If the server dies: it is declared as a whole or not at all. Declaring again changes nothing.
-- include: part-queue
-- include: part-keys
-- include: part-full
go_on_without_memory()

local queue, wanted = ARGV[1], tonumber(ARGV[2])
local kinds = { queues = 'set', topics = 'set' }
kinds['settings:' .. queue] = 'hash'
for _, name in ipairs({ 'redelivered:', 'consumers:', 'owners:' }) do kinds[name .. queue] = 'hash' end
for i = 7, #ARGV, 2 do kinds['topic:' .. ARGV[i]] = 'hash' end
for _, lane in ipairs(lanes_of({ partitions = wanted })) do
  kinds[string.sub(held_of(queue, lane), #prefix + 1)] = 'zset'
  kinds[string.sub(stream_of(queue, lane), #prefix + 1)] = 'stream'
end

-- Before anything is written: a script that fails half-way is not rolled back.
for name, kind in pairs(kinds) do
  local found = redis.call('TYPE', prefix .. name).ok
  if found ~= 'none' and found ~= kind then return 'WRONGTYPE ' .. prefix .. name .. ' ' .. found end
end

local settings = prefix .. 'settings:' .. queue
local is_new = redis.call('EXISTS', settings) == 0
local declared = redis.call('HGET', settings, 'partitions')
if declared and tonumber(declared) ~= wanted then return 'CONFLICT ' .. declared end

redis.call('SADD', prefix .. 'queues', queue)
redis.call('HSET', settings, 'kind', 'queue', 'partitions', wanted, 'overflow', ARGV[5])
for i, name in ipairs({ 'max-length', 'max-bytes' }) do
  if ARGV[i + 2] == '' then redis.call('HDEL', settings, name) else redis.call('HSET', settings, name, ARGV[i + 2]) end
end
local idle = tonumber(ARGV[6])
if idle then redis.call('HSET', settings, 'idle-ms', ARGV[6]) else redis.call('HDEL', settings, 'idle-ms') end

for _, lane in ipairs(lanes_of({ partitions = wanted })) do create_stream(stream_of(queue, lane)) end
for _, key in ipairs(keys_of(queue, { partitions = wanted })) do
  if idle then redis.call('PEXPIRE', key, ARGV[6]) else redis.call('PERSIST', key) end
end

local function subscribe(topic, pattern)
  local subscriptions = prefix .. 'topic:' .. topic
  redis.call('SADD', prefix .. 'topics', topic)
  local patterns = redis.call('HGET', subscriptions, queue)
  if not patterns then
    redis.call('HSET', subscriptions, queue, pattern)
  elseif not string.find('\n' .. patterns .. '\n', '\n' .. pattern .. '\n', 1, true) then
    redis.call('HSET', subscriptions, queue, patterns .. '\n' .. pattern)
  end
  return subscriptions
end

-- Queues that expired leave their names behind. Whoever adds one clears some, so that they can't pile up.
local function clear_some(key, command, remove)
  for _, name in ipairs(redis.call(command, key, 8)) do
    if redis.call('EXISTS', prefix .. 'settings:' .. name) == 0 then redis.call(remove, key, name) end
  end
end

for i = 7, #ARGV, 2 do clear_some(subscribe(ARGV[i], ARGV[i + 1]), 'HRANDFIELD', 'HDEL') end
clear_some(prefix .. 'queues', 'SRANDMEMBER', 'SREM')
return is_new and 1 or 0
