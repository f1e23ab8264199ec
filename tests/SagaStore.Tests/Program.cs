using Corporation.SagaStore.Tests;
using Corporation.SagaStore.Tests.Conformance;
using Corporation.SagaStore.Tests.Durability;
using Corporation.SagaStore.Tests.Paying;
using Xunit.MicrosoftTestingPlatform;

// The generated entry point, and before it the parts of the processes that tests kill.
if (Environment.GetEnvironmentVariable(VictimProcess.Variable) is { Length: > 0 } file)
{
    await VictimProcess.RunAsync(file);
    return 0;
}

if (Environment.GetEnvironmentVariable(OutboxVictim.Variable) is { Length: > 0 } description)
{
    await OutboxVictim.RunAsync(description);
    return 0;
}

if (Environment.GetEnvironmentVariable(RepositoryVictim.Variable) is { Length: > 0 } repository)
{
    await RepositoryVictim.RunAsync(repository);
    return 0;
}

return await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions);
