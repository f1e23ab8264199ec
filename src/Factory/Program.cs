using Corporation.Factory;

return await FactoryHost.RunAsync(args);
