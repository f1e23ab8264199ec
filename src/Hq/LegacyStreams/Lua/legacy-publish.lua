-- Tells the end of a mission, and adds the dead letter that it has become if it has; both or neither.
-- KEYS     1 the stream of results, 2 the stream of dead letters when there is one to add.
-- ARGV     1 about how many entries to keep or '', 2 how many words the result has, then its fields and values, then those of the dead letter.
-- Returns  1. An error that names the key when one of them is no stream; nothing is added then.
-- If the server dies: both are there, or neither is. What a server without memory refuses is the first XADD.

for _, key in ipairs(KEYS) do
  local kind = redis.call('TYPE', key).ok
  if kind ~= 'none' and kind ~= 'stream' then
    return redis.error_reply('WRONGTYPE the key ' .. key .. ' is a ' .. kind .. ' and no stream; nothing was added. Rename or delete it')
  end
end

local function add(key, first, last)
  local words = { 'XADD', key }
  if ARGV[1] ~= '' then
    for _, word in ipairs({ 'MAXLEN', '~', ARGV[1] }) do words[#words + 1] = word end
  end
  words[#words + 1] = '*'
  for index = first, last do words[#words + 1] = ARGV[index] end
  redis.call(unpack(words))
end

local count = tonumber(ARGV[2])
if KEYS[2] then add(KEYS[2], 3 + count, #ARGV) end
add(KEYS[1], 3, 2 + count)
return 1
