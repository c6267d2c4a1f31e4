from yanhu.cli import main

main()
