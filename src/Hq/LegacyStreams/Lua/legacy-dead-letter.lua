-- Moves an entry that is no mission to the dead letters, once, whoever else has it too.
-- KEYS     1 the stream of missions, 2 the stream of dead letters.
-- ARGV     1 group, 2 the entry's id, 3 about how many dead letters to keep or '', then fields and values of the dead letter.
-- Returns  1 when it was moved, 0 when it was not pending any more: somebody has settled it. An error that names the key when that is no stream.
-- If the server dies: it is pending, or it is acknowledged and a dead letter. XADD goes first, for it is what a server without memory refuses.

if #redis.call('XPENDING', KEYS[1], ARGV[1], ARGV[2], ARGV[2], 1) == 0 then return 0 end
local kind = redis.call('TYPE', KEYS[2]).ok
if kind ~= 'none' and kind ~= 'stream' then
  return redis.error_reply('WRONGTYPE the key ' .. KEYS[2] .. ' is a ' .. kind .. ' and no stream; nothing was added. Rename or delete it')
end
local add = { 'XADD', KEYS[2] }
if ARGV[3] ~= '' then
  for _, word in ipairs({ 'MAXLEN', '~', ARGV[3] }) do add[#add + 1] = word end
end
add[#add + 1] = '*'
for index = 4, #ARGV do add[#add + 1] = ARGV[index] end
redis.call(unpack(add))
redis.call('XACK', KEYS[1], ARGV[1], ARGV[2])
return 1
