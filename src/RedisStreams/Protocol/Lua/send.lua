-- Sends a batch of messages, each to a queue, to the subscribers of a topic, or into the schedule. One that fails harms no other.
-- KEYS[1]  the virtual host's key prefix.
-- ARGV     for each message: destination (q:<queue> or t:<topic>), option letters, number of field arguments, one value for each
--          letter, then the entry's fields and values. Letters: those of part-deliver, and d delay in ms or a due time in Unix ms,
--          s the schedule's token (with d or a), w deduplication window in ms, i message id (with w).
-- Returns  for each message: the number of queues that got it, 1 when it was scheduled, -1 when it was sent before, or a text:
--          NOQUEUE <queue> | FULL reject|block <queue> <bound> <is> <limit> | WRONGTYPE <key> <type> | ERROR <the server's words>.
-- If the server dies: a message is in all its queues or in none, for the script's effects reach disk and replicas as one transaction.
--          Without the reply the sender doesn't know which; with deduplication it may ask again.
-- include: part-queue
-- include: part-deliver
-- include: part-schedule

local no_options = {}

local function send(destination, options, first, last)
  if options == no_options then return deliver(destination, options, unpack(ARGV, first, last)) end
  if options.s then return schedule(destination, options, unpack(ARGV, first, last)) end
  return deliver(destination, options, unpack(ARGV, first, last))
end

local function send_once(destination, options, first, last)
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

local results, count, at = {}, 0, 1
while at <= #ARGV do
  local destination, letters, fields = ARGV[at], ARGV[at + 1], tonumber(ARGV[at + 2])
  local options = no_options
  at = at + 3
  if letters ~= '' then
    options = {}
    for i = 1, #letters do
      options[string.sub(letters, i, i)] = ARGV[at]
      at = at + 1
    end
  end
  local result, why = send_once(destination, options, at, at + fields - 1)
  count = count + 1
  results[count] = result or why
  at = at + fields
end
return results
