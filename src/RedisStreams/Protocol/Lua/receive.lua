-- Gives a consumer held entries that are due, and new ones by priority, up to a number. Never waits.
-- KEYS[1]  the virtual host's key prefix.
-- ARGV     1 queue, 2 consumer, 3 its token, 4 how many at most, 5 what it must own for that: 'all', 'partitions' or '',
--          then the lanes to take from, in order.
-- Returns  { the server's clock in Unix ms, when the next held entry is due in Unix ms or -1,
--          held entries: lane, delivery count, redelivery count, entry, …, new entries: lane, list of entries, …,
--          where something must be owned and nothing was found: for each lane the id after which new entries come,
--          where nothing must be owned: the lanes that may have more new entries };
--          or 0 when the consumer's name was taken over, 1 when it doesn't own what it must: then nothing is handed out.
-- If the server dies: what was handed out is pending to the consumer and delivered again when its lease ends.
-- include: part-queue
local queue, me, token = ARGV[1], ARGV[2], ARGV[3]
local consumers, redelivered = prefix .. 'consumers:' .. queue, prefix .. 'redelivered:' .. queue
-- include: part-lease
-- include: part-hold

if not has_seat() then return 0 end

local function owns(what)
  local owner = redis.call('HGET', prefix .. 'owners:' .. queue, what)
  local mine = me .. '|' .. token .. '|'
  return owner and string.sub(owner, 1, #mine) == mine
end

local credits, may_take = tonumber(ARGV[4]), {}
if ARGV[5] == 'all' and not owns('all') then return 1 end
for i = 6, #ARGV do
  local lane = ARGV[i]
  if ARGV[5] == 'partitions' and string.sub(lane, 1, 1) == 'p' and not owns(lane) then return 1 end
  may_take[lane] = true
end
local taken, fresh, next_due = {}, {}, -1

local function forget(place, lane)
  redis.call('ZREM', held_of(queue, lane), place)
  redis.call('HDEL', redelivered, place)
end

-- Whether the entry was there. One that somebody removed from the stream only leaves its traces, which go.
local function take(place, lane, id)
  local stream = stream_of(queue, lane)
  local pending = redis.call('XPENDING', stream, group, id, id, 1, nobody)[1]
  local entry = pending and redis.call('XCLAIM', stream, group, me, 0, id)[1]
  if not entry then
    if pending then redis.call('XACK', stream, group, id) end
    forget(place, lane)
    return false
  end
  redis.call('ZREM', held_of(queue, lane), place)
  local count = #taken
  taken[count + 1] = lane
  taken[count + 2] = pending[4] + 1
  taken[count + 3] = tonumber(redis.call('HGET', redelivered, place)) or 0
  taken[count + 4] = entry
  credits = credits - 1
  return true
end

-- Up to the end of this millisecond, for due times have fractions. What is no place of a lane that has this set doesn't belong there.
local function take_due(set)
  local skipped = 0
  while credits > 0 do
    local due = redis.call('ZRANGEBYSCORE', set, '-inf', '(' .. now() + 1, 'LIMIT', skipped, credits)
    for _, place in ipairs(due) do
      local lane, id = string.match(place, '^(%w+)/(%d+%-%d+)$')
      if not lane or held_of(queue, lane) ~= set then
        redis.call('ZREM', set, place)
      elseif may_take[lane] then
        take(place, lane, id)
      else
        skipped = skipped + 1
      end
    end
    if #due == 0 then return end
  end
end

local sets = {}
for i = 6, #ARGV do
  local set = held_of(queue, ARGV[i])
  if not sets[set] then
    sets[set] = true
    take_due(set)
  end
end

-- While older entries of a lane wait to be taken, newer ones must not overtake them.
for i = 6, #ARGV do
  if credits <= 0 then break end
  local reply = redis.call('XREADGROUP', 'GROUP', group, me, 'COUNT', credits, 'STREAMS', stream_of(queue, ARGV[i]), '>')
  if reply then
    fresh[#fresh + 1] = ARGV[i]
    fresh[#fresh + 1] = reply[1][2]
    credits = credits - #reply[1][2]
  end
end

for set in pairs(sets) do
  local rest = redis.call('ZRANGE', set, 0, 0, 'WITHSCORES')
  if rest[1] and (next_due < 0 or tonumber(rest[2]) < next_due) then next_due = math.floor(tonumber(rest[2])) end
end

-- A guarded reader doesn't wait with XREADGROUP, which would take entries without asking who owns them, but with XREAD from here on.
local function last_delivered(lane)
  for _, flat in ipairs(redis.call('XINFO', 'GROUPS', stream_of(queue, lane))) do
    local info = {}
    for i = 1, #flat, 2 do info[flat[i]] = flat[i + 1] end
    if info.name == group then return info['last-delivered-id'] end
  end
  return '0-0'
end

local last, more = {}, {}
if ARGV[5] ~= '' and #taken == 0 and #fresh == 0 then
  for i = 6, #ARGV do last[#last + 1] = last_delivered(ARGV[i]) end
end
-- A reader without guards asks this script only while several lanes are busy: it is dearer than XREADGROUP.
if ARGV[5] == '' and credits <= 0 then
  for i = 6, #ARGV do
    local flat, info = redis.call('XINFO', 'STREAM', stream_of(queue, ARGV[i])), {}
    for j = 1, #flat, 2 do info[flat[j]] = flat[j + 1] end
    if info['last-generated-id'] ~= last_delivered(ARGV[i]) then more[#more + 1] = ARGV[i] end
  end
end
return { now(), next_due, taken, fresh, last, more }
