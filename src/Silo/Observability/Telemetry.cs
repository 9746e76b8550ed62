using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Prov.Silo.Hosting;

namespace Prov.Silo.Observability;

/// <summary>Metrics and traces by OTLP, when the standard variable OTEL_EXPORTER_OTLP_ENDPOINT says where to.</summary>
internal static class Telemetry
{
    private const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>True when somebody collects metrics and traces.</summary>
    public static bool IsWanted => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(EndpointVariable));

    public static void Add(IServiceCollection services, SiloOptions options)
    {
        if (!IsWanted)
        {
            return;
        }

        services.AddOpenTelemetry()
            .ConfigureResource(r => r.AddService("prov", serviceInstanceId: options.Cluster.SiloName))
            .WithMetrics(m => m.AddMeter("Prov.*", "Microsoft.Orleans", "Microsoft.AspNetCore.Server.Kestrel", "Polly").AddOtlpExporter())
            .WithTracing(t => t
                .AddAspNetCoreInstrumentation()
                .AddSource("Prov.*", "Microsoft.Orleans.Application", "Microsoft.Orleans.Runtime", "Microsoft.Orleans.Lifecycle", "Microsoft.Orleans.Storage")
                .AddOtlpExporter());
    }
}
