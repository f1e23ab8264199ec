using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Corporation.Sagas.Storage.Migrations
{
    /// <inheritdoc />
    public partial class FittingSchemas : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "fitting_schemas",
                table: "missions",
                type: "TEXT",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "fitting_schemas",
                table: "missions");
        }
    }
}
