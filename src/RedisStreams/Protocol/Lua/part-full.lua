-- Part of the scripts that help to empty a server whose memory is full (maxmemory with noeviction). Needs the local prefix.
-- Such a server refuses a command that may take memory, but not after a script has written: a half done step would be worse. What these
-- scripts add is a due time, an owner, or an entry in place of another. Refused, they would keep the queues from being emptied.

-- A write that changes nothing: there is no such key. Call it before all others.
local function go_on_without_memory() redis.call('HDEL', prefix, '-') end
