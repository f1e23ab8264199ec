-- Delegates a mission to the workers of the old fleet, unless it is delegated already: by a process that died, or was stopped, before the answer came.
-- KEYS     1 the stream of missions, 2 that of results, 3 that of dead letters, 4 the mission's note.
-- ARGV     1 the job's id, 2 for how many milliseconds it is worth waiting for its answer, then fields and values of the entry.
-- Returns  the job's id, and behind which entries of results and of dead letters its answer is to be looked for.
-- Who finds it delegated waits for it as long as a new one may take: the note must not end before that, or the entry would be added again. One that is to
-- stay longer, as that of a job with a result, stays.
-- If the server dies: the entry is there with its note, or neither is. XADD goes first, for it is what a server without memory refuses.

local note = redis.call('GET', KEYS[4])
if not note then
  local function last_of(stream)
    local last = redis.call('XREVRANGE', stream, '+', '-', 'COUNT', 1)
    return last[1] and last[1][1] or '0-0'
  end
  note = ARGV[1] .. ' ' .. last_of(KEYS[2]) .. ' ' .. last_of(KEYS[3])
  local add = { 'XADD', KEYS[1], '*' }
  for index = 3, #ARGV do add[#add + 1] = ARGV[index] end
  redis.call(unpack(add))
  redis.call('SET', KEYS[4], note, 'PX', ARGV[2])
elseif redis.call('PTTL', KEYS[4]) < tonumber(ARGV[2]) then
  redis.call('PEXPIRE', KEYS[4], ARGV[2])
end
return note
