-- Part of other scripts: puts one message into its queue, or into the queues of its topic. Needs part-queue.
-- Options of a message, each one letter: l lane h or l, k partition key, r routing key, p names of the topic's parents separated
-- by line feeds (none: as declared), t time to live in ms, x only if the queue exists.

local topics_read = {}
local added, added_stream, added_id = 0, {}, {}

-- The same number in every language: the first 7 hex digits of the key's SHA-1, modulo the number of partitions.
local function lane_of(settings, options)
  if options.k and settings.partitions > 0 then
    return 'p' .. tonumber(string.sub(redis.sha1hex(options.k), 1, 7), 16) % settings.partitions
  end
  local lane = options.l or 'n'
  if lane ~= 'h' and lane ~= 'n' and lane ~= 'l' then error('the lane is none of h, n and l', 0) end
  return lane
end

-- Adds an entry and remembers it, in case the rest of the message fails.
local function append(stream, idle, ...)
  touching = stream
  -- A stream that the settings promise is missing: somebody deleted it. It is made with its group and its time to live.
  local id = redis.call('XADD', stream, 'NOMKSTREAM', '*', ...)
  if not id then
    create_stream(stream, idle)
    id = redis.call('XADD', stream, '*', ...)
  end
  added = added + 1
  added_stream[added] = stream
  added_id[added] = id
end

local function put(queue, settings, options, ...)
  local stream = stream_of(queue, lane_of(settings, options))
  if options.t then return append(stream, settings.idle, 'e', now() + options.t, ...) end
  append(stream, settings.idle, ...)
end

-- Why the queue takes nothing more now, or nil.
local function refusal(queue, settings)
  if not settings.length and not settings.bytes then return nil end
  local length, bytes = 0, 0
  for _, lane in ipairs(lanes_of(settings)) do
    touching = stream_of(queue, lane)
    if settings.length then length = length + redis.call('XLEN', touching) end
    if settings.bytes then bytes = bytes + (redis.call('MEMORY', 'USAGE', touching) or 0) end
  end
  if settings.length and length >= settings.length then
    return 'FULL ' .. settings.overflow .. ' ' .. queue .. ' max-length ' .. length .. ' ' .. settings.length
  end
  if settings.bytes and bytes >= settings.bytes then
    return 'FULL ' .. settings.overflow .. ' ' .. queue .. ' max-bytes ' .. bytes .. ' ' .. settings.bytes
  end
end

local function words_of(text)
  local words = {}
  for word in string.gmatch(text .. '.', '(.-)%.') do words[#words + 1] = word end
  return words
end

-- As AMQP's topic patterns: words between dots, * is one word, # is any number of words. From the end: which tails of the route the tail
-- of the pattern matches, so that several # cost no more than the product of both lengths.
local function words_match(pattern, route)
  local matched = {}
  for r = 1, #route + 1 do matched[r] = r > #route end
  for p = #pattern, 1, -1 do
    local word, longer = pattern[p], {}
    for r = #route + 1, 1, -1 do
      if word == '#' then
        longer[r] = matched[r] or longer[r + 1] or false
      else
        longer[r] = r <= #route and (word == '*' or word == route[r]) and matched[r + 1]
      end
    end
    matched = longer
  end
  return matched[1]
end

local function matches(pattern, route)
  if pattern == '' or pattern == '#' or pattern == route then return true end
  if not string.find(pattern, '[*#]') then return false end
  return words_match(words_of(pattern), words_of(route))
end

-- A subscription holds one pattern, or several separated by line feeds.
local function any_matches(patterns, route)
  for _, list in ipairs(patterns) do
    for pattern in string.gmatch(list .. '\n', '(.-)\n') do
      if matches(pattern, route) then return true end
    end
  end
  return false
end

local function add_subscribers(found, topic)
  touching = prefix .. 'topic:' .. topic
  local flat = redis.call('HGETALL', touching)
  for i = 1, #flat, 2 do
    local queue, pattern = flat[i], flat[i + 1]
    if not settings_of(queue) then
      redis.call('HDEL', prefix .. 'topic:' .. topic, queue)
    else
      if not found.patterns[queue] then
        found.patterns[queue] = {}
        found[#found + 1] = queue
      end
      table.insert(found.patterns[queue], pattern)
      found.selective = found.selective or pattern ~= ''
    end
  end
end

-- What a server that lost its keys no longer knows; those who publish by the topic's name alone need it. Without memory it is left for
-- another time: a message that nobody subscribes to takes none, and a consumer's fault is often one.
local function remember_parents(topic, parents)
  touching = prefix .. 'parents:' .. topic
  if #parents > 0 and redis.call('SCARD', touching) < #parents then
    local added = redis.pcall('SADD', touching, unpack(parents))
    if type(added) == 'number' then
      redis.call('SADD', prefix .. 'topics', topic, unpack(parents))
    elseif not string.find(added.err, 'OOM', 1, true) then
      error(added.err, 0)
    end
  end
end

local function subscribers_of(topic, options)
  local memo = options.p and topic .. '\n' .. options.p or topic
  local found = topics_read[memo]
  if not found then
    found = { patterns = {}, selective = false }
    local parents = {}
    if options.p then
      for parent in string.gmatch(options.p, '[^\n]+') do parents[#parents + 1] = parent end
      remember_parents(topic, parents)
    else
      touching = prefix .. 'parents:' .. topic
      parents = redis.call('SMEMBERS', touching)
    end
    add_subscribers(found, topic)
    for _, parent in ipairs(parents) do
      if parent ~= topic then add_subscribers(found, parent) end
    end
    topics_read[memo] = found
  end
  if not found.selective then return found end
  local chosen = {}
  for _, queue in ipairs(found) do
    if any_matches(found.patterns[queue], options.r or '') then chosen[#chosen + 1] = queue end
  end
  return chosen
end

local function publish(topic, options, ...)
  local queues = subscribers_of(topic, options)
  for _, queue in ipairs(queues) do
    local why = refusal(queue, settings_of(queue))
    if why then return nil, why end
  end
  for _, queue in ipairs(queues) do put(queue, settings_of(queue), options, ...) end
  return #queues
end

-- How many queues got the message; or nil and why not. Raises the server's errors: call it through all_or_nothing.
local function deliver(destination, options, ...)
  local kind, name = string.sub(destination, 1, 2), string.sub(destination, 3)
  if kind == 't:' then return publish(name, options, ...) end
  if kind ~= 'q:' then return nil, 'ERROR destination ' .. destination .. ' is neither q:<queue> nor t:<topic>' end
  local settings = settings_of(name)
  if not settings then
    if options.x then return nil, 'NOQUEUE ' .. name end
    settings = create_queue(name)
  end
  local why = refusal(name, settings)
  if why then return nil, why end
  put(name, settings, options, ...)
  return 1
end

-- Runs a step for one message. When it fails, what it added is taken back, and no other message is touched.
local function all_or_nothing(step, ...)
  added = 0
  local ran, result, why = pcall(step, ...)
  if ran and result then return result end
  local reason = ran and why or explain(result)
  for i = 1, added do redis.call('XDEL', added_stream[i], added_id[i]) end
  return nil, reason
end
