namespace Corporation.RedisStreams.Protocol;

/// <summary>Where an entry lies within its queue. As text it is the member that names the entry in the queue's held set.</summary>
internal readonly record struct EntryPlace(Lane Lane, EntryId Id)
{
    public override string ToString() => $"{Lane.Code}/{Id}";
}
