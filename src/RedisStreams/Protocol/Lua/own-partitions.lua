-- Renews a consumer's partitions, and takes or asks for its share of them: each live consumer has one n-th, some one more when the
-- number doesn't divide evenly. What a former owner left pending in a partition is held, due at once, before anything new is read there.
-- KEYS[1]  the virtual host's key prefix.
-- ARGV     1 queue, 2 consumer, 3 its token, 4 number of partitions, 5 how long ownership lasts, in ms.
-- Returns  { the server's clock in Unix ms, lanes owned before, …, '+', lanes taken now, …, '-', those owned lanes to give up, … }.
--          Nothing is owned when the consumer's name was taken over.
-- If the server dies: every partition has one owner or none. Ownership of a dead one ends with its time.
-- include: part-queue
local queue, me, token = ARGV[1], ARGV[2], ARGV[3]
local partitions, duration = tonumber(ARGV[4]), tonumber(ARGV[5])
local owners, consumers = prefix .. 'owners:' .. queue, prefix .. 'consumers:' .. queue
-- include: part-lease
-- include: part-hold
-- include: part-orphans
-- include: part-full
go_on_without_memory()

if not has_seat() then return { now(), '+', '-' } end

-- A name is kept for three times as long as ownership lasts, and said again before a third of that is over. Whoever was silent for two
-- thirds is most likely dead, and must not keep the living from taking more.
local live = 0
local seats = redis.call('HGETALL', consumers)
for i = 1, #seats, 2 do
  if seats[i] == me or (tonumber(string.match(seats[i + 1], '|(%d+)$')) or 0) > now() + duration then live = live + 1 end
end
live = math.max(live, 1)

local mine, free, counts = {}, {}, {}
for i = 0, partitions - 1 do
  local lane = 'p' .. i
  local name, held_by, expires = string.match(redis.call('HGET', owners, lane) or '', '^(.*)|(.*)|(%d+)$')
  if name == me and held_by == token then
    mine[#mine + 1] = lane
  elseif not name or name == me or tonumber(expires) <= now() then
    free[#free + 1] = { lane = lane, since = name ~= me and tonumber(expires) or 0, is_lapsed = expires ~= nil }
  else
    counts[name] = (counts[name] or 0) + 1
  end
end

local share, uneven, bigger = math.floor(partitions / live), partitions % live, 0
for _, count in pairs(counts) do
  if count > share then bigger = bigger + 1 end
end
if bigger < uneven then share = share + 1 end

local reply = { now() }
local function own(lane)
  redis.call('HSET', owners, lane, me .. '|' .. token .. '|' .. now() + duration)
  reply[#reply + 1] = lane
end

for _, lane in ipairs(mine) do own(lane) end
reply[#reply + 1] = '+'
-- The longest free first, or the last lanes would wait for ever where consumers come and go all the time. One that nobody took for as long
-- as ownership lasts is taken by whoever comes, however much he has.
table.sort(free, function(one, other) return one.since < other.since or (one.since == other.since and one.lane < other.lane) end)
local room = share - #mine
for _, lane in ipairs(free) do
  if room > 0 or (lane.is_lapsed and lane.since + duration < now()) then
    hold_orphans(lane.lane)
    own(lane.lane)
    room = room - 1
  end
end
wake_if_earlier()
reply[#reply + 1] = '-'
for i = share + 1, #mine do reply[#reply + 1] = mine[i] end
return reply
