using Corporation.Hq;

return await HqHost.RunAsync(args);
