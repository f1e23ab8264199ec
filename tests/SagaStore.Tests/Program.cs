using Corporation.SagaStore.Tests;
using Corporation.SagaStore.Tests.Durability;
using Xunit.MicrosoftTestingPlatform;

// The generated entry point, and before it the part of the process that a test kills.
if (Environment.GetEnvironmentVariable(VictimProcess.Variable) is { Length: > 0 } file)
{
    await VictimProcess.RunAsync(file);
    return 0;
}

return await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions);
