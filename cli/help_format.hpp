/// Help texts that fit a terminal of 80 columns. Included by the few files that parse.
#pragma once

#include <string>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

namespace medisc {

/// Breaks a text between words, so that no line is longer than `width` where words allow it.
std::string wrapped(const std::string& text, std::size_t width);

/// As CLI11 has it, with descriptions in lines.
class HelpFormat : public CLI::Formatter {
 public:
  std::string make_description(const CLI::App* verb) const override;
  std::string make_option_desc(const CLI::Option* option) const override;
  std::string make_subcommand(const CLI::App* verb) const override;
};

}  // namespace medisc
