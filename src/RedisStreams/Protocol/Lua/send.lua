-- Sends a batch of messages, each to a queue, to the subscribers of a topic, or into the schedule. One that fails harms no other.
-- KEYS     1 the virtual host's key prefix, 2 another key of its slot that is never there (part-queue.lua says why).
-- ARGV     for each message: destination (q:<queue> or t:<topic>), option letters, number of field arguments, one value for each
--          letter, then the entry's fields and values. Letters: those of part-deliver, and d delay in ms or a due time in Unix ms,
--          s the schedule's token (with d or a), w deduplication window in ms, i message id (with w).
--          Or, for a message that differs in nothing but body and id from the one before it, whose fields are b, c and i: an empty
--          destination, the body and the id. Each argument costs the server about 0.1 µs.
-- Returns  for each message: the number of queues that got it, 1 when it was scheduled, -1 when it was sent before, or a text:
--          NOQUEUE <queue> | FULL reject|block <queue> <bound> <is> <limit> | WRONGTYPE <key> <type> | ERROR <the server's words>.
-- If the server dies: a message is in all its queues or in none, for the script's effects reach disk and replicas as one transaction.
--          Without the reply the sender doesn't know which; with deduplication it may ask again.

-- The general way. Making its functions takes longer than adding an entry (measured: 6 of 15 µs), so it is made when first needed.
local function general()
  -- include: part-queue
  -- include: part-deliver
  -- include: part-schedule

  local function send(destination, options, ...)
    if options.s then return schedule(destination, options, ...) end
    return deliver(destination, options, ...)
  end

  return function(destination, options, ...)
    if not options.w then return all_or_nothing(send, destination, options, ...) end
    local sent = prefix .. 'sent:' .. destination .. ':' .. options.i
    local marked = redis.pcall('SET', sent, '1', 'NX', 'PX', options.w)
    if not marked then
      -- A write that changes nothing: WAIT and WAITAOF cover a connection's own writes only, and the first one may have come over another.
      redis.call('PEXPIRE', sent, redis.call('PTTL', sent))
      return -1
    end
    if marked.err then return nil, 'ERROR ' .. marked.err end
    local result, why = all_or_nothing(send, destination, options, ...)
    if not result then redis.call('DEL', sent) end
    return result, why
  end
end

-- The short way: a message without options to a queue without bounds, or a publish to such queues without patterns. These are nearly
-- all messages. Whatever else it meets, it leaves the message to the general way, having changed nothing.
local plain_streams = {}

local function add_plain_queue(streams, queue)
  local settings = redis.pcall('HMGET', KEYS[1] .. 'settings:' .. queue, 'kind', 'max-length', 'max-bytes')
  if not settings[1] or settings[2] or settings[3] then return false end
  local stream = KEYS[1] .. 'q:' .. queue
  for i = 1, #streams do
    if streams[i] == stream then return true end
  end
  streams[#streams + 1] = stream
  return true
end

local function add_plain_topic(streams, topic)
  local flat = redis.pcall('HGETALL', KEYS[1] .. 'topic:' .. topic)
  if flat.err then return false end
  for i = 1, #flat, 2 do
    if flat[i + 1] ~= '' or not add_plain_queue(streams, flat[i]) then return false end
  end
  return true
end

local function find_plain_streams(destination, parents)
  local streams, kind, name = {}, string.sub(destination, 1, 2), string.sub(destination, 3)
  if kind == 'q:' then return add_plain_queue(streams, name) and streams end
  if kind ~= 't:' or not parents or not add_plain_topic(streams, name) then return false end
  local count = 0
  for parent in string.gmatch(parents, '[^\n]+') do
    count = count + 1
    if not add_plain_topic(streams, parent) then return false end
  end
  return (count == 0 or redis.pcall('SCARD', KEYS[1] .. 'parents:' .. name) == count) and streams
end

local function plain_streams_of(destination, parents)
  local memo = parents and destination .. '\n' .. parents or destination
  if plain_streams[memo] == nil then plain_streams[memo] = find_plain_streams(destination, parents) end
  return plain_streams[memo]
end

local function add_plainly(streams, ...)
  if #streams == 1 then
    local id = redis.pcall('XADD', streams[1], 'NOMKSTREAM', '*', ...)
    return type(id) == 'string' and 1 or nil
  end
  local ids = {}
  for i = 1, #streams do
    local id = redis.pcall('XADD', streams[i], 'NOMKSTREAM', '*', ...)
    if type(id) ~= 'string' then
      for j = 1, i - 1 do redis.call('XDEL', streams[j], ids[j]) end
      return nil
    end
    ids[i] = id
  end
  return #streams
end

-- Of the latest message that was given in full; 'streams' when it may go the short way.
local destination, options, streams, content_type
local no_options, results, count, send_generally = {}, {}, 0, nil

local function send_one(...)
  local result, why = streams and add_plainly(streams, ...), nil
  if not result then
    send_generally = send_generally or general()
    result, why = send_generally(destination, options, ...)
  end
  count = count + 1
  results[count] = result or why
end

local at = 1
while at <= #ARGV do
  if ARGV[at] == '' then
    send_one('b', ARGV[at + 1], 'c', content_type, 'i', ARGV[at + 2])
    at = at + 3
  else
    local letters = ARGV[at + 1]
    local first = at + 3 + #letters
    local last = first + tonumber(ARGV[at + 2]) - 1
    destination, options, content_type = ARGV[at], no_options, ARGV[first + 3]
    if letters ~= '' then
      options = {}
      for i = 1, #letters do options[string.sub(letters, i, i)] = ARGV[at + 2 + i] end
    end
    streams = (letters == '' or letters == 'p') and plain_streams_of(destination, options.p)
    send_one(unpack(ARGV, first, last))
    at = last + 1
  end
end
return results
