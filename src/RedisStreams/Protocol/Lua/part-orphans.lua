-- Part of the scripts that give lanes a new owner: what is pending there belongs to one that is gone. Needs part-hold and the local me.

local function hold_orphans(lane)
  local summary = redis.call('XPENDING', stream_of(queue, lane), group)
  for _, consumer in ipairs(summary[4] or {}) do
    if consumer[1] ~= nobody and consumer[1] ~= me then hold_all_of(consumer[1], lane) end
  end
end
