// Every test here starts processes and loads the machine; one at a time keeps them honest about timing.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
