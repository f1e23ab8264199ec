-- Part of other scripts: what a queue is at the server.
-- KEYS[1]  the virtual host's key prefix, for example mt:{/}: ; every other key is made of it, so all lie in its cluster slot.
-- KEYS[2]  another key of that slot that is never there, so that a cluster runs no script while it moves the slot's keys one by one.
-- A part has no effect by itself. Its functions raise the server's errors; 'touching' then names the key that the error is about.

local prefix = KEYS[1]
local group = 'mt'
local touching = prefix
local settings_read = {}
local clock

-- Unix milliseconds of the server's clock, the same throughout the script.
local function now()
  if not clock then
    local time = redis.call('TIME')
    clock = time[1] * 1000 + math.floor(time[2] / 1000)
  end
  return clock
end

local function stream_of(queue, lane)
  if lane == 'n' then return prefix .. 'q:' .. queue end
  return prefix .. 'q-' .. lane .. ':' .. queue
end

-- Where the due times of held entries are. A partition has a set of its own: nobody but its owner has to look through it.
local function held_of(queue, lane)
  if string.sub(lane, 1, 1) == 'p' then return prefix .. 'held-' .. lane .. ':' .. queue end
  return prefix .. 'held:' .. queue
end

-- The queue's settings, or false when there is no such queue.
local function settings_of(queue)
  local settings = settings_read[queue]
  if settings == nil then
    touching = prefix .. 'settings:' .. queue
    local found = redis.call('HMGET', touching, 'kind', 'partitions', 'max-length', 'max-bytes', 'overflow', 'idle-ms')
    settings = false
    if found[1] then
      settings = {
        partitions = tonumber(found[2]) or 0,
        length = tonumber(found[3]),
        bytes = tonumber(found[4]),
        overflow = found[5] or 'reject',
        idle = tonumber(found[6])
      }
    end
    settings_read[queue] = settings
  end
  return settings
end

-- What is written below a key that a queue with a time to live did not have until now must not outlive it.
local function expire_with(queue, key)
  local settings = settings_of(queue)
  if not settings or not settings.idle then return end
  local left = redis.call('PTTL', prefix .. 'settings:' .. queue)
  if left > 0 then redis.call('PEXPIRE', key, left) end
end

local function lanes_of(settings)
  local lanes = { 'h', 'n', 'l' }
  for i = 0, settings.partitions - 1 do lanes[#lanes + 1] = 'p' .. i end
  return lanes
end

-- From 0 and never from $: what is sent before the first reader comes must be read too.
local function create_stream(stream, idle)
  touching = stream
  local made = redis.pcall('XGROUP', 'CREATE', stream, group, '0', 'MKSTREAM')
  if made.err then
    if not string.find(made.err, 'BUSYGROUP', 1, true) then error(made.err, 0) end
  elseif idle then
    redis.call('PEXPIRE', stream, idle)
  end
end

-- As the transport's own names: every tool must be able to name what a send has made.
local function check_name(queue)
  touching = prefix .. 'queues'
  if #queue > 200 or not string.find(queue, '^[%w%-_%.:%+~=@%$]+$') then
    error('the queue name is empty, longer than 200 or has a character that is none of letters, digits and -_.:+~=@$', 0)
  end
end

-- What a send to a queue that nobody declared makes of it; a declaration may still give it partitions.
local function create_queue(queue)
  check_name(queue)
  touching = prefix .. 'queues'
  redis.call('SADD', touching, queue)
  touching = prefix .. 'settings:' .. queue
  redis.call('HSET', touching, 'kind', 'queue')
  local settings = { partitions = 0, overflow = 'reject' }
  settings_read[queue] = settings
  for _, lane in ipairs(lanes_of(settings)) do create_stream(stream_of(queue, lane)) end
  -- A consumer that reads it may have declared more than that: its queue was lost, and it must not hear of that at its next round only.
  redis.pcall('PUBLISH', prefix .. 'wake', 'c:' .. queue)
  return settings
end

local function text_of(failure)
  if type(failure) == 'table' then return failure.err or 'unknown error' end
  return tostring(failure)
end

-- A failure in words that the client knows: WRONGTYPE <key> <type>, or ERROR <the server's words>.
local function explain(failure)
  local text = text_of(failure)
  if string.find(text, 'WRONGTYPE', 1, true) then return 'WRONGTYPE ' .. touching .. ' ' .. redis.call('TYPE', touching).ok end
  return 'ERROR ' .. text .. ' (at ' .. touching .. ')'
end
