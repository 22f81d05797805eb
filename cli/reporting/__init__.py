"""The static site of `foialedger report`: what stands on its pages, and how they get into their folder."""
