-- Sends a batch of messages, each to a queue, to the subscribers of a topic, or into the schedule. One that fails harms no other.
-- KEYS[1]  the virtual host's key prefix.
-- ARGV     for each message: destination (q:<queue> or t:<topic>), option letters, number of field arguments, one value for each
--          letter, then the entry's fields and values. Letters: those of part-deliver, and d delay in ms or a due time in Unix ms,
--          s the schedule's token (with d or a), w deduplication window in ms, i message id (with w).
-- Returns  for each message: the number of queues that got it, 1 when it was scheduled, -1 when it was sent before, or a text:
--          NOQUEUE <queue> | FULL reject|block <queue> <bound> <is> <limit> | WRONGTYPE <key> <type> | ERROR <the server's words>.
-- If the server dies: a message is in all its queues or in none, for the script's effects reach disk and replicas as one transaction.
--          Without the reply the sender doesn't know which; with deduplication it may ask again.

-- The general way. Making its functions takes longer than adding an entry (measured: 6 of 15 µs), so it is made when first needed.
local function general()
  -- include: part-queue
  -- include: part-deliver
  -- include: part-schedule

  local function send(destination, options, first, last)
    if options.s then return schedule(destination, options, unpack(ARGV, first, last)) end
    return deliver(destination, options, unpack(ARGV, first, last))
  end

  return function(destination, options, first, last)
    if not options.w then return all_or_nothing(send, destination, options, first, last) end
    local sent = prefix .. 'sent:' .. destination .. ':' .. options.i
    local marked = redis.pcall('SET', sent, '1', 'NX', 'PX', options.w)
    if not marked then
      -- A write that changes nothing: WAIT and WAITAOF cover a connection's own writes only, and the first one may have come over another.
      redis.call('PEXPIRE', sent, redis.call('PTTL', sent))
      return -1
    end
    if marked.err then return nil, 'ERROR ' .. marked.err end
    local result, why = all_or_nothing(send, destination, options, first, last)
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

local function send_plainly(destination, parents, first, last)
  local memo = parents and destination .. '\n' .. parents or destination
  local streams = plain_streams[memo]
  if streams == nil then
    streams = find_plain_streams(destination, parents)
    plain_streams[memo] = streams
  end
  if not streams then return nil end
  if #streams == 1 then
    local id = redis.pcall('XADD', streams[1], 'NOMKSTREAM', '*', unpack(ARGV, first, last))
    return type(id) == 'string' and 1 or nil
  end
  local ids = {}
  for i = 1, #streams do
    local id = redis.pcall('XADD', streams[i], 'NOMKSTREAM', '*', unpack(ARGV, first, last))
    if type(id) ~= 'string' then
      for j = 1, i - 1 do redis.call('XDEL', streams[j], ids[j]) end
      return nil
    end
    ids[i] = id
  end
  return #streams
end

local no_options, results, count, at, send_generally = {}, {}, 0, 1, nil
while at <= #ARGV do
  local destination, letters, fields = ARGV[at], ARGV[at + 1], tonumber(ARGV[at + 2])
  at = at + 3
  local values = at
  at = at + #letters + fields
  local result, why
  if letters == '' or letters == 'p' then
    result = send_plainly(destination, letters == 'p' and ARGV[values], values + #letters, at - 1)
  end
  if not result then
    local options = no_options
    if letters ~= '' then
      options = {}
      for i = 1, #letters do options[string.sub(letters, i, i)] = ARGV[values + i - 1] end
    end
    send_generally = send_generally or general()
    result, why = send_generally(destination, options, values + #letters, at - 1)
  end
  count = count + 1
  results[count] = result or why
end
return results
