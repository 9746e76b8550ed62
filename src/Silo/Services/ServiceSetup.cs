using Prov.Silo.Configuration;
using Prov.Silo.Errors;
using Prov.Silo.Security;

namespace Prov.Silo.Services;

/// <summary>The gRPC services that the silo offers.</summary>
public static class ServiceSetup
{
    /// <summary>Registers the services and what they need; <see cref="SecuritySetup.AddProvSecurity"/> goes with it.</summary>
    public static IServiceCollection AddProvServices(this IServiceCollection services, AdmissionOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton<EventAdmission>();
        services.AddSingleton<FaultInterceptor>();
        services.AddSingleton<ConfigurationCheck>();
        services.AddSingleton<ActiveDocuments>();
        services.AddSingleton<TargetStatuses>();
        services.AddSingleton<TargetTest>();
        services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = options.MessageBytes;
            grpc.EnableDetailedErrors = false;
            grpc.Interceptors.Add<FaultInterceptor>();
            grpc.Interceptors.Add<PermissionInterceptor>();
        });
        services.AddGrpcReflection();
        services.AddGrpcHealthChecks().AddCheck<StoreHealth>("store");
        return services;
    }

    /// <summary>Maps every service, with reflection and health.</summary>
    public static WebApplication MapProvServices(this WebApplication application)
    {
        application.MapGrpcService<LifecycleEvents>();
        application.MapGrpcService<Identities>();
        application.MapGrpcService<Grants>();
        application.MapGrpcService<SodReports>();
        application.MapGrpcService<Accounts>();
        application.MapGrpcService<AuthoritativeSources>();
        application.MapGrpcService<TargetSystems>();
        application.MapGrpcService<Configurations>();
        application.MapGrpcService<Imports>();
        application.MapGrpcService<Correlations>();
        application.MapGrpcService<WorkItems>();
        application.MapGrpcService<Expressions>();
        application.MapGrpcService<Previews>();
        application.MapGrpcService<Recomputes>();
        application.MapGrpcService<Reconciliations>();
        application.MapGrpcService<Audits>();
        application.MapGrpcService<Statuses>();
        application.MapGrpcService<PolicyTestings>();
        application.MapGrpcService<ConnectorAgents>();
        application.MapGrpcReflectionService();
        application.MapGrpcHealthChecksService();
        return application;
    }
}
