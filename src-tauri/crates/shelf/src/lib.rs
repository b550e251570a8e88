//! Documents of the knowledge shelf: the bytes of a file to its title and its plain text. Pure.
