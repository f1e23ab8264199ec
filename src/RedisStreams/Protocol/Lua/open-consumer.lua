-- Takes the lowest free name for a consumer: one that nobody has, or whose holder gave no sign of life in time. What that one left
-- pending is held, due at once.
-- KEYS[1]  the virtual host's key prefix.
-- ARGV     1 queue, 2 name without its number, 3 token of the new holder, 4 how long the name is kept without a sign of life, in ms,
--          5 number of partitions.
-- Returns  { the name, the server's clock in Unix ms }. Asked again with the same token, the same name, while it has not been taken over.
-- If the server dies: the name is taken or not; one taken for nobody is free again after its time.
-- include: part-queue
local queue, token = ARGV[1], ARGV[3]
local consumers = prefix .. 'consumers:' .. queue
-- include: part-hold
-- include: part-full
go_on_without_memory()

local seats = {}
local all = redis.call('HGETALL', consumers)
for i = 1, #all, 2 do seats[all[i]] = all[i + 1] end

local name
for seat, holder in pairs(seats) do
  if string.sub(holder, 1, #token + 1) == token .. '|' then name = seat end
end
for number = 0, #all do
  if name then break end
  local candidate = ARGV[2] .. '.' .. number
  local expires = tonumber(string.match(seats[candidate] or '|0', '|(%d+)$'))
  if not expires or expires <= now() then name = candidate end
end

for _, lane in ipairs(lanes_of({ partitions = tonumber(ARGV[5]) })) do hold_all_of(name, lane) end
redis.call('HSET', consumers, name, token .. '|' .. now() + ARGV[4])
wake_if_earlier()
-- There is one more to share partitions with, and to look after.
redis.pcall('PUBLISH', prefix .. 'wake', 'o:' .. queue)
return { name, now() }
