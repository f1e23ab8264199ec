using Corporation.RedisStreams.Conformance;
using Corporation.RedisStreams.Conformance.Surviving;
using Xunit.MicrosoftTestingPlatform;

// The generated entry point, and before it the part of the process that a test kills.
if (Environment.GetEnvironmentVariable(VictimProcess.Profile) is { Length: > 0 } profile)
{
    await VictimProcess.RunAsync(profile);
    return 0;
}

return await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions);
