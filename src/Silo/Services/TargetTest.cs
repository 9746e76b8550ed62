using Prov.Connectors;
using Prov.Connectors.Capabilities;
using Prov.Connectors.Outcomes;
using Prov.Domain.TargetSystems;

namespace Prov.Silo.Services;

/// <summary>Tests a target with a connector of its own, so that a test waits for no budget and no open circuit.</summary>
internal sealed class TargetTest(IEnumerable<IConnectorFactory> factories, ISecretResolver secrets, TimeProvider time)
{
    public async Task<(ConnectorResult Result, TimeSpan Duration)> RunAsync(TargetSystem target, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(target.Limits.Timeout);
        var result = await TryAsync(target, limit.Token, cancellationToken);
        return (result, time.GetElapsedTime(start));
    }

    private static async Task<ConnectorResult> CheckMappingsAsync(TargetSystem target, ISchemaReader reader, CancellationToken limit)
    {
        var schema = await reader.ReadSchemaAsync(limit);
        return schema.Value is { } read ? MappingCheck.Check(target, read) : schema;
    }

    private async Task<ConnectorResult> TryAsync(TargetSystem target, CancellationToken limit, CancellationToken caller)
    {
        try
        {
            var factory = factories.First(f => f.Kind == target.Connector);
            await using var connector = factory.Create(target, secrets);
            var tested = await connector.TestAsync(limit);
            return tested.IsDone && connector.Capability<ISchemaReader>() is { } reader ? await CheckMappingsAsync(target, reader, limit) : tested;
        }
        catch (OperationCanceledException) when (!caller.IsCancellationRequested)
        {
            return ConnectorResult.Failed(ConnectorStatus.Unavailable, "TARGET_TIMEOUT", $"No answer within {target.Limits.Timeout.TotalSeconds:0.###} s.");
        }
        catch (InvalidOperationException fault)
        {
            // What a secret resolver says names the reference, never the secret.
            return ConnectorResult.Failed(ConnectorStatus.Refused, "SECRET_NOT_FOUND", fault.Message);
        }
    }
}
