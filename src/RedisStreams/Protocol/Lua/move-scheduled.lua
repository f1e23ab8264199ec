-- Moves scheduled messages that are due to where they were sent.
-- KEYS[1]  the virtual host's key prefix.
-- ARGV     1 how many at most; 2 the most that may be late before a message that can't be delivered now is tried again, in ms.
-- Returns  { moved, dead (gone to scheduled_error), postponed, unreadable, ms until the next is due or -1, lateness in ms of the
--          most overdue one, what stopped the move before its end or '' }.
-- If the server dies: each message is either in the schedule or where it was sent, never in both and never in neither.
-- include: part-queue
-- include: part-deliver
-- include: part-move

local scheduled = prefix .. 'scheduled'
local letters = { lane = 'l', ['partition-key'] = 'k', ['routing-key'] = 'r', parents = 'p', ttl = 't', ['only-if-exists'] = 'x' }
local moved, dead, postponed, unreadable, late, stopped = 0, 0, 0, 0, 0, ''

-- A name of one letter is a field of the entry, and so is one after a dot; any other is about the message.
local function split(flat)
  local destination, options, fields = nil, {}, {}
  for i = 1, #flat, 2 do
    local name, value = flat[i], flat[i + 1]
    if #name == 1 then
      fields[#fields + 1] = name
      fields[#fields + 1] = value
    elseif string.sub(name, 1, 1) == '.' then
      fields[#fields + 1] = string.sub(name, 2)
      fields[#fields + 1] = value
    elseif name == 'to' then
      destination = value
    elseif letters[name] then
      options[letters[name]] = value
    end
  end
  return destination, options, fields
end

-- The headers with a reason before all others; they stay JSON text, so nothing in them changes.
local function with_reason(fields, reason, destination)
  local first = '{"MT-Reason":' .. cjson.encode(reason) .. ',"MT-Scheduled-For":' .. cjson.encode(destination)
  local headers = first .. '}'
  for i = 1, #fields, 2 do
    local rest = fields[i] == 'h' and string.match(fields[i + 1], '^%s*{%s*(.*)$')
    if rest then headers = first .. (string.sub(rest, 1, 1) == '}' and '' or ',') .. rest end
  end
  return moved_fields(fields, headers)
end

local function forget(token)
  redis.call('ZREM', scheduled, token)
  redis.call('DEL', prefix .. 'scheduled:' .. token)
end

-- What the server refuses everybody at the moment (memory, disk, too few replicas) says nothing about the message.
local function is_passing(why)
  -- Its words only: what stands behind them is a key, whose name the sender chose.
  local words = string.match(why, '^ERROR (.-) %(at ')
  for _, word in ipairs({ 'OOM', 'MISCONF', 'NOREPLICAS', 'READONLY', 'MASTERDOWN' }) do
    if words and string.find(words, word, 1, true) then return true end
  end
  return false
end

local function move(token)
  touching = prefix .. 'scheduled:' .. token
  local flat = redis.pcall('HGETALL', touching)
  if flat.err or #flat == 0 then
    redis.call('ZREM', scheduled, token)
    unreadable = unreadable + 1
    return
  end
  local destination, options, fields = split(flat)
  local result, why = nil, 'ERROR destination missing'
  if #fields > most_values then
    why = 'ERROR it has ' .. #fields / 2 .. ' fields'
  elseif destination then
    result, why = all_or_nothing(deliver, destination, options, unpack(fields))
  end
  if result then
    forget(token)
    moved = moved + 1
  elseif string.find(why, '^FULL') then
    redis.call('ZADD', scheduled, now() + ARGV[2], token)
    postponed = postponed + 1
  elseif is_passing(why) then
    stopped = why
  elseif all_or_nothing(deliver, 'q:scheduled_error', {}, unpack(with_reason(fields, why, destination or ''))) then
    forget(token)
    dead = dead + 1
  else
    redis.call('ZADD', scheduled, now() + 60000, token)
    postponed = postponed + 1
  end
end

local due = redis.call('ZRANGEBYSCORE', scheduled, '-inf', now(), 'WITHSCORES', 'LIMIT', 0, ARGV[1])
for i = 1, #due, 2 do
  if i == 1 then late = now() - due[2] end
  if stopped == '' then move(due[i]) end
end

local next_due = redis.call('ZRANGE', scheduled, 0, 0, 'WITHSCORES')
local wait = -1
if next_due[1] then wait = math.max(0, math.ceil(next_due[2] - now())) end
return { moved, dead, postponed, unreadable, wait, math.floor(late), stopped }
