// write-manual FOLDER ROLE.toml...: writes manual pages and completions, as they are installed.
// Run by the build.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "packaging/manual/command_page.hpp"
#include "packaging/manual/completions.hpp"
#include "packaging/manual/toml_page.hpp"

namespace {

namespace fs = std::filesystem;

std::string contents(const fs::path& file) {
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  return text.str();
}

void write(const fs::path& file, const std::string& text) {
  fs::create_directories(file.parent_path());
  std::ofstream out(file);
  out.exceptions(std::ios::failbit | std::ios::badbit);
  out << text;
  out.close();
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc < 3) {
    std::fputs("usage: write-manual FOLDER ROLE.toml...\n", stderr);
    return 2;
  }
  const fs::path folder = argv[1];
  const auto medisc = medisc::describe_commands();
  medisc::visit_commands(medisc, [&](const medisc::CommandDescription& command) {
    write(folder / "man1" / (medisc::page_name(command) + ".1"),
          medisc::command_page(command, MEDISC_VERSION));
  });
  std::vector<std::pair<std::string, std::string>> examples;
  for (int i = 2; i < argc; ++i) {
    examples.emplace_back(fs::path(argv[i]).stem().string(), contents(argv[i]));
  }
  write(folder / "man5" / "medisc.toml.5", medisc::toml_page(examples, MEDISC_VERSION));
  write(folder / "bash" / "medisc", medisc::bash_completion(medisc));
  write(folder / "zsh" / "_medisc", medisc::zsh_completion(medisc));
  write(folder / "fish" / "medisc.fish", medisc::fish_completion(medisc));
  return 0;
} catch (const std::exception& exception) {
  std::fprintf(stderr, "write-manual: %s\n", exception.what());
  return 1;
}
