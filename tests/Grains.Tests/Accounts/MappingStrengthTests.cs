using Prov.Domain.Mappings;
using Prov.Domain.Policies;

namespace Prov.Grains.Tests.Accounts;

/// <summary>What somebody changes at a real target is left or undone as the mapping's strength says.</summary>
public sealed class MappingStrengthTests
{
    [Theory]
    [InlineData(MappingStrength.Normal, "by hand")]
    [InlineData(MappingStrength.Strong, "anna")]
    public async Task Converge_ValueChangedByHand_IsLeftOrUndoneByStrength(MappingStrength strength, string expected)
    {
        await using var world = await AccountWorld.StartAsync(c => With(c, strength));
        await world.JoinAsync("E1", "anna");
        await world.ConvergedAsync();
        await world.ExecuteAsync("update accounts set full_name = 'by hand'");

        await AccountWorld.UntilAsync(async () => (await world.LeaveAsync("E1")).Receipt is not null);
        await world.ConvergedAsync();

        Assert.Equal(["anna 0 " + expected], await world.QueryAsync("select login, enabled, full_name from accounts"));
    }

    [Fact]
    public async Task Converge_OwnValueChanges_NormalWritesItOverTheOneByHand()
    {
        await using var world = await AccountWorld.StartAsync();
        await world.JoinAsync("E1", "anna");
        await world.ConvergedAsync();
        await world.ExecuteAsync("update accounts set full_name = 'by hand'");

        await world.MoveAsync("E1", "berta");
        await world.ConvergedAsync();

        Assert.Equal(["anna berta"], await world.QueryAsync("select login, full_name from accounts"));
    }

    private static ConfigurationSet With(ConfigurationSet configuration, MappingStrength strength) => configuration with
    {
        Targets =
        [
            configuration.Targets[0] with
            {
                Mappings = [configuration.Targets[0].Mappings[0], configuration.Targets[0].Mappings[1] with { Strength = strength }],
            },
        ],
    };
}
